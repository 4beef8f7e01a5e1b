document.documentElement.classList.add('js');try{var t=localStorage.getItem('goalpost-theme');if(t)document.documentElement.dataset.theme=t}catch(e){}
